package io.twinlake.workspace.sync;

/**
 * What of one type is out of date at the target.
 *
 * @param added objects that were never imported
 * @param changed objects that the archive describes otherwise
 * @param gone objects that the archive does not hold any more
 */
public record OutOfDate(int added, int changed, int gone) {}
