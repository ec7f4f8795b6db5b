"""The three kinds of tokens that sign a person in: Entra's, Exchange's, and our own after the sign-in in a dialog."""
