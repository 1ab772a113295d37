Gem::Specification.new do |spec|
  spec.name = "gemstone_calendar"
  spec.version = "0.3.0"
  spec.summary = "Knows the old calendars"
  spec.authors = ["demo"]
  spec.license = "MIT"
  spec.files = Dir["lib/**/*.rb"]
  spec.add_dependency "zeitwerk", "~> 2.6"
  spec.add_development_dependency "minitest"
end
