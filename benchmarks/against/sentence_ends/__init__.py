"""Sentence splitting against kss and Kiwi."""
