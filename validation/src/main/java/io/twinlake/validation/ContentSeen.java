package io.twinlake.validation;

import java.util.Optional;

/**
 * What reading an object's bytes told beside how it ended.
 *
 * @param sourceMd5 what became of the MD5 stored at the source; empty where it was not asked for,
 *     or the source was not read
 * @param targetMd5 the same of the target
 */
public record ContentSeen(Optional<StoredMd5> sourceMd5, Optional<StoredMd5> targetMd5) {}
