import { useRef, useState } from 'react';
import { airlock } from './client.js';

/** One file from its choice to the verdict. `change` shows how far it is. */
async function follow({ file, bucket, task, change }) {
  change({ phase: 'sending', done: 0, message: undefined });
  try {
    const onProgress = ({ loaded, total }) => change({ done: loaded / total });
    task.current = airlock.files().upload({ file, bucket, onProgress });
    const { fileId } = await task.current;
    change({ phase: 'checking' });
    await airlock.files().waitForScan(fileId);
    change({ phase: 'ready', fileId });
  } catch (error) {
    change({ phase: 'failed', message: error.message });
  }
}

/** The state of one upload: `phase` is idle, sending, paused, checking, ready or failed. */
export function useUpload(bucket) {
  const [state, setState] = useState({ phase: 'idle', done: 0 });
  const task = useRef(null);
  const change = (more) => setState((state) => ({ ...state, ...more }));

  const send = (file) => follow({ file, bucket, task, change });

  function pause() {
    task.current.pause();
    change({ phase: 'paused' });
  }

  function resume() {
    task.current.resume();
    change({ phase: 'sending' });
  }

  const cancel = () => task.current.abort(new Error('Canceled.'));
  return { ...state, send, pause, resume, cancel };
}
