package io.twinlake.workspace.kinds;

import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Blob;
import java.util.function.Function;

/**
 * What writing needs.
 *
 * @param api the workspace that is written to
 * @param bytes reads content that an item refers to
 */
public record Writing(Api api, Function<Blob, byte[]> bytes) {}
