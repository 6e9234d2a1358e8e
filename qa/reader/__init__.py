"""A small model that reads a passage for a question: is the answer here, and in which words?"""
