import { useUpload } from './use-upload.js';

/** A field for a file, and what becomes of it. */
export function Upload({ bucket }) {
  const { phase, done, message, send, pause, resume, cancel } = useUpload(bucket);
  const isSending = phase === 'sending' || phase === 'paused';
  return (
    <section>
      <input
        type="file"
        disabled={isSending || phase === 'checking'}
        onChange={({ target }) => target.files[0] && send(target.files[0])}
      />
      {isSending && (
        <p>
          <progress value={done} /> {Math.floor(done * 100)} %
          {phase === 'sending' ? <button onClick={pause}>Pause</button> : <button onClick={resume}>Continue</button>}
          <button onClick={cancel}>Cancel</button>
        </p>
      )}
      {phase === 'checking' && <p>Sent. Your file is being checked.</p>}
      {phase === 'ready' && <p>Your file was accepted.</p>}
      {phase === 'failed' && <p role="alert">{message}</p>}
    </section>
  );
}
