"""The same content in every format, written by libraries, with the place of each text in it.

Readers are measured by this: what they cite must be where the writer put it.
"""
