# AIRLOCK_URL=http://localhost:3000 AIRLOCK_KEY=sk_... puma -p 4000 config.ru
require 'action_controller/railtie'
require 'action_view/railtie'
require_relative 'lib/airlock'

# Active Storage's JavaScript, unmodified; an application with importmap or a bundler imports @rails/activestorage.
ACTIVE_STORAGE = File.expand_path('../../node_modules/@rails/activestorage/app/assets/javascripts/activestorage.js', __dir__)

class Pictures < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.logger = Logger.new($stdout)
  config.secret_key_base = ENV.fetch('SECRET_KEY_BASE') { SecureRandom.hex(64) }

  routes.append do
    resources :pictures, only: %i[new create show]
    post '/direct-uploads', to: 'direct_uploads#create'
    get '/activestorage.js', to: ->(_) { [200, { 'Content-Type' => 'text/javascript' }, [File.read(ACTIVE_STORAGE)]] }
    get '/favicon.ico', to: ->(_) { [204, {}, []] }
  end
end

Pictures.initialize!
run Pictures
