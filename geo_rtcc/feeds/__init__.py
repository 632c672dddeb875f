"""One module a format: a file or message → models, or a reason why it can't be used."""
