export async function measureOverload(): Promise<void> {
  throw new Error('not yet');
}
