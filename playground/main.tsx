import { render } from 'preact';
import { App } from './app';

render(<App />, document.getElementById('app')!);
if ('serviceWorker' in navigator && location.protocol !== 'file:')
  navigator.serviceWorker.register('./service-worker.js').catch(() => undefined); // works without it
