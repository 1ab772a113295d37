"""A language model's better words for what was concluded, checked against what there is.

Optional: whatever goes wrong here, the page says what it would have said without it. Knows no
analysis, no database: a Draft goes in, a Wording comes out.
"""
