"""What a person or a program is told of a run: console, text, Markdown, JSON."""
