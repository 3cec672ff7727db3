# A record with one file. The form submits a signed id in place of the file; its first use completes the upload.
class PicturesController < ActionController::Base
  layout 'application'

  def new; end

  def create
    place = { record_type: 'Profile', record_id: '7', name: 'picture' }
    status, attachment = Airlock.post('/v1/attachments', { signed_id: params.require(:picture), **place })
    return redirect_to(picture_path(attachment['attachment_id'])) if status == 201

    @refusal = attachment['detail']
    render :new, status: :unprocessable_entity
  end

  # The attachment has a URL once its file was admitted, which may happen between the two requests.
  def show
    status, @attachment = Airlock.get("/v1/attachments/#{ERB::Util.url_encode(params[:id])}")
    return head(:not_found) unless status == 200

    _, @upload = Airlock.get("/v1/uploads/#{@attachment['upload_id']}")
  end
end
