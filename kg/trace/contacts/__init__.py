"""Calls and messages in time: who could have passed word to whom, and who changed a number."""
