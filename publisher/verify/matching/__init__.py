"""Where words that are owed stand among the words of a file, and which words the edition itself may say."""
