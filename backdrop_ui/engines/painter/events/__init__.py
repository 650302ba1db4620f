"""Where people celebrate: parties, halls, stages and stadiums, with what stands and hangs in them."""
