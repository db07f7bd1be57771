"""The version, in a module that imports nothing: whoever needs it need not open the front door."""

__version__ = "0.1.0"
