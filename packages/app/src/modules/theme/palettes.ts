import { palettes } from '@backstage/theme';

/**
 * Backstage's palettes in the portal's own colour, the same as Backstage UI's tokens in `brand.css`.
 * Contrast of text on every surface of its theme is at least 4.5:1.
 */
export const lightPalette = {
  ...palettes.light,
  primary: { main: '#0e6471' },
  link: '#0e6471',
  linkHover: '#0b525d',
  text: { secondary: 'rgba(0, 0, 0, 0.62)' },
};

export const darkPalette = {
  ...palettes.dark,
  primary: { main: '#7fd8cb', dark: '#9be4d9' },
  link: '#7fd8cb',
  linkHover: '#9be4d9',
  text: { secondary: 'rgba(255, 255, 255, 0.78)' },
};
