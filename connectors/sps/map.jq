# An object as a line of sps-urls.txt, and as cells of sps-urls.csv.
def line: .value;
def cells: [.value, .action, .expires_at, .risk];
