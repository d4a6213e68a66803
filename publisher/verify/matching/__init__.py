"""Where words that are owed stand in a file, and which words the edition itself may say."""
