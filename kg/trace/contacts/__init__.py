"""Calls and messages in time: who could have passed a message to whom, and who changed a number."""
