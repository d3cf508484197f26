# Lines of the import file: addresses without a scheme, * and ? as wildcards, ASCII only.
def bare: sub("^[^/]*//"; "");
def ascii: gsub("(?<foreign>[^ -~]+)"; .foreign | @uri);

# An object as lines of [block].
def blocked:
  if .type == "domain" then [.value + "/*", "*." + .value + "/*"]
  elif (.value | contains("*")) then { refused: "it holds a *, which would match other addresses too" }
  elif (.value | test("^https?://\\[")) then { refused: "its host is an IPv6 address, which would read as a section" }
  else .value | bare | ascii end;

# An exception as a line of [allow].
def allowed:
  if .type == "domain" then .pattern + "/*"
  elif (.pattern | bare | startswith("[")) then { refused: "its host is an IPv6 address, which would read as a section" }
  else .pattern | bare | ascii end;
