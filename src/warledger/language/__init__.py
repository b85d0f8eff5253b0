"""The parse, sentences and paragraphs, quotations, pronouns."""
