"""What is told of audits that were made: reports, comparisons, trends, digests."""
