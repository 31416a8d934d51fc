"""`python -m iccis` is the command line."""

from iccis.cli.start import main

if __name__ == "__main__":
    main()
