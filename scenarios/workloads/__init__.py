"""What a subject is asked to do: small programs of a user, written with the player's verbs."""
