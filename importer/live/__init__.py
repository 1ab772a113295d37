"""What happens to imports, told at once to whoever has a page open.

The tables come first: whatever changes what a page shows writes a row of ``import_events`` in the
same transaction (``runs.note``). One thread per web process reads the new rows and hands each, as a
:class:`~importer.live.changes.Change`, to the feeds that listen for it; a stream of the web floor
takes them from its feed and sends what they make of the page. Nothing here renders, and nothing
holds a database session while it waits.

``changes``
    the rows as values, and :class:`Tail`, which reads each exactly once.
``feed``
    one listener's bounded queue.
``hub``
    the thread, the listeners and their number.
``wire``
    the text/event-stream format.

To let a page of yours move by itself, see ``importer.web.streams``.
"""
