# An object as a line of the list of its type.
def line: .value;

# A reader takes *.d for what lies below d, and not for d.
def with_all_below(tail):
  if .value | contains(".") then [.value + tail, "*." + .value + tail]
  else { refused: "it is a top-level domain, and all below it would be blocked" } end;
def domain_lines: with_all_below("");

# As PAN-OS reads a URL list: without a scheme, at most 255 characters, a slash behind a host, and * as a wildcard.
def bare: sub("^[^/]*//"; "") | gsub("(?<foreign>[^ -~]+)"; .foreign | @uri);
def panos_lines:
  if .type == "domain" then with_all_below("/")
  elif (.value | test("[*^]")) then { refused: "it holds a * or ^, which would match other addresses too" }
  elif (.value | bare | length) > 255 then { refused: "PAN-OS reads at most 255 characters" }
  elif (.value | bare | contains("/")) then .value | bare
  else (.value | bare) + "/" end;

# Any object as cells of objects.csv, and as a line of objects.ndjson.
def cells: [.type, .value, .action, .risk, .expires_at];
def object: { type, value, action, risk, expires_at };
