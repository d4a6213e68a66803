"""What a book is set in: choosing, cutting and borrowing fonts."""
