/** The colours of tokens.css for libraries that compute with colours; tokens.test.ts keeps the two equal. */
export interface Palette {
  bg: string
  surface: string
  surface2: string
  line: string
  control: string
  text: string
  muted: string
  placeholder: string
  accent: string
  accentButton: string
  accentTint: string
  danger: string
  warning: string
  success: string
}

export const light: Palette = {
  bg: '#f5f6f8',
  surface: '#ffffff',
  surface2: '#f0f2f5',
  line: '#dfe3e8',
  control: '#8a94a3',
  text: '#1c2430',
  muted: '#5c6675',
  placeholder: '#667085',
  accent: '#1b5bbf',
  accentButton: '#1b5bbf',
  accentTint: '#e3ebf7',
  danger: '#b42318',
  warning: '#8a5300',
  success: '#17703a',
}

export const dark: Palette = {
  bg: '#12161c',
  surface: '#1a2029',
  surface2: '#222a35',
  line: '#313b48',
  control: '#6b7888',
  text: '#e6eaf0',
  muted: '#9aa6b5',
  placeholder: '#94a1b2',
  accent: '#7fb2f5',
  accentButton: '#3b72c8',
  accentTint: '#223146',
  danger: '#ff8a7a',
  warning: '#e0a33a',
  success: '#5cc98a',
}
