"""Telling people what became of their imports: in the page, in the browser, by mail, by webhook.

The rows are written in the transaction that ends an import (:mod:`.announcing`), so that there is
one for each thing and each way of telling it, or none at all. What has to leave the house is then
delivered by the worker, attempt by attempt (:mod:`.outbox`).
"""
