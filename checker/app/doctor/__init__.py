"""What an audit will see, what it will not see, and what it takes."""
