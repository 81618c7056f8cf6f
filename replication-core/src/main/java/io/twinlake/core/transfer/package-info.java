/**
 * Transfers whole objects, pinned to a source version and conditional on what is at the target.
 *
 * <p>{@link io.twinlake.core.transfer.ObjectTransfer} copies one object by the best route there is;
 * {@link io.twinlake.core.transfer.LargeObject} is the same for objects in blocks, which several
 * tasks can stage; {@link io.twinlake.core.transfer.History} keeps what is about to be overwritten.
 * Retries and limits wrap the stores they are given: {@link
 * io.twinlake.core.transfer.RetryingStore}.
 */
package io.twinlake.core.transfer;
