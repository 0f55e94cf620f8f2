/** ISO/IEC 18004: black on white, a quiet zone of four modules, error correction M (15 %). */
const PICTURE = {
  errorCorrectionLevel: 'M',
  margin: 4,
  color: { dark: '#000000ff', light: '#ffffffff' },
} as const;

export async function qrSvg(text: string): Promise<string> {
  const { default: QRCode } = await import('qrcode');
  return QRCode.toString(text, { ...PICTURE, type: 'svg' });
}

/** Six pixels a module. */
export async function qrPng(text: string): Promise<Buffer> {
  const { default: QRCode } = await import('qrcode');
  return QRCode.toBuffer(text, { ...PICTURE, type: 'png', scale: 6 });
}
