"""The gazetteer, the recogniser and the resolver of places."""
