# What Active Storage's JavaScript sends before a file. Airlock's answer goes back to the page as it is.
class DirectUploadsController < ActionController::Base
  def create
    blob = params.require(:blob).permit(:filename, :content_type, :byte_size, :checksum)
    status, answer = Airlock.post('/api/v1/upload/direct', { blob: blob })
    render json: answer, status: status
  end
end
