"""One module a page; each shows what ``views`` makes of what ``situation`` answers."""
