// @ts-nocheck
import QRCode from 'qrcode';

/** ISO/IEC 18004: black on white, a quiet zone of four modules, error correction M (15 %). */
const PICTURE = {
  errorCorrectionLevel: 'M',
  margin: 4,
  color: { dark: '#000000ff', light: '#ffffffff' },
} as const;

export const qrSvg = (text: string): Promise<string> => QRCode.toString(text, { ...PICTURE, type: 'svg' });

/** Six pixels a module. */
export const qrPng = (text: string): Promise<Buffer> => QRCode.toBuffer(text, { ...PICTURE, type: 'png', scale: 6 });
