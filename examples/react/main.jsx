import { createRoot } from 'react-dom/client';
import { Upload } from './upload.jsx';

createRoot(document.querySelector('#app')).render(<Upload bucket="assets" />);
