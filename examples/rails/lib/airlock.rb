require 'json'
require 'net/http'

# Requests to Airlock. The API key stays on this server.
module Airlock
  URL = URI(ENV.fetch('AIRLOCK_URL'))
  HEADERS = { 'Authorization' => "Bearer #{ENV.fetch('AIRLOCK_KEY')}", 'Content-Type' => 'application/json' }.freeze

  # Status and JSON of the answer.
  def self.post(path, body)
    answer = connect { |http| http.post(path, body.to_json, HEADERS) }
    [answer.code.to_i, JSON.parse(answer.body)]
  end

  def self.get(path)
    answer = connect { |http| http.get(path, HEADERS) }
    [answer.code.to_i, JSON.parse(answer.body)]
  end

  def self.connect(&requests)
    Net::HTTP.start(URL.host, URL.port, use_ssl: URL.scheme == 'https', open_timeout: 5, read_timeout: 30, &requests)
  end
  private_class_method :connect
end
