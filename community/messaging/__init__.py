"""What letters are made of: whose words they carry, and to whom nothing but one question may be sent yet."""
