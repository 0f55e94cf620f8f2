export async function measureScale(): Promise<void> {
  throw new Error('not yet');
}
