import { waitFor } from '@testing-library/react';
import { findChannel, reveal } from './revealing';

// There is no layout here, and so nothing to scroll; that it is asked for is what counts.
HTMLElement.prototype.scrollIntoView = jest.fn();

const HEADING = '<h3><span>SEND</span> <span> orders </span></h3>';
const find = (root: HTMLElement) =>
  findChannel(root, address => address === 'orders');

describe('reveal', () => {
  let root: HTMLElement;
  let stop: () => void;
  beforeEach(() => {
    root = document.createElement('div');
    document.body.replaceChildren(root);
  });
  afterEach(() => stop());

  it('waits for what is drawn later, and for its successor when that is drawn anew', async () => {
    const draw = async () => {
      root.innerHTML = HEADING;
      await waitFor(() =>
        expect(document.activeElement).toBe(root.querySelector('h3')),
      );
    };
    stop = reveal(root, find);
    await draw();
    await draw();
  });

  it('leaves readers alone who have gone on', async () => {
    root.innerHTML = HEADING;
    stop = reveal(root, find);
    expect(document.activeElement).toBe(root.querySelector('h3'));
    window.dispatchEvent(new Event('wheel'));
    root.innerHTML = `${HEADING}<p>Drawn anew</p>`;
    // Observers are told before anything that is put off until later.
    await new Promise(resolve => {
      setTimeout(resolve, 0);
    });
    expect(document.activeElement).toBe(document.body);
  });
});
