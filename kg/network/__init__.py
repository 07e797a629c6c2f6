"""Who holds a network together, and who acts together: figures of people, accounts and numbers."""
