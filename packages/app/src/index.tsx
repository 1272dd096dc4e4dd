import '@backstage/cli/asset-types';
import '@backstage/ui/css/styles.css';
import './brand.css';
import ReactDOM from 'react-dom/client';
import { app } from './App';

const element = document.getElementById('root');
if (!element) {
  throw new Error('The page has no element with id "root".');
}
ReactDOM.createRoot(element).render(app.createRoot());
