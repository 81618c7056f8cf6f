package io.twinlake.testing.hierarchical;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.testing.hierarchical.FakeAnswer.Refusal;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Blob endpoint answers, but for listings. */
final class BlobAnswers {
  private static final String[] HEADERS = {
    "content-type", "content-encoding", "content-language", "content-disposition", "cache-control"
  };
  private static final Pattern LISTED_BLOCK =
      Pattern.compile("<(Committed|Uncommitted|Latest)>([^<]*)</");

  private final HierarchicalFake fake;

  BlobAnswers(HierarchicalFake fake) {
    this.fake = fake;
  }

  FakeAnswer answer(FakeRequest request, FakeTree tree) {
    return switch (request.method()) {
      case "HEAD", "GET" ->
          request.comp("blocklist") ? blockList(request, tree) : read(request, tree);
      case "PUT" -> {
        if (request.comp("block")) {
          yield putBlock(request, tree);
        }
        yield request.comp("blocklist") ? putBlockList(request, tree) : put(request, tree);
      }
      case "DELETE" -> delete(request, tree);
      default -> throw new Refusal(405, "UnsupportedHttpVerb");
    };
  }

  private static FakeAnswer read(FakeRequest request, FakeTree tree) {
    FakeNode node = tree.require(request.path(), "BlobNotFound");
    request.requireConditions(Optional.of(node), "ConditionNotMet");
    boolean get = request.method().equals("GET");
    byte[] content = node.content;
    int status = 200;
    Optional<String> range = request.header("range").or(() -> request.header("x-ms-range"));
    if (get && range.isPresent()) {
      Matcher bounds = Pattern.compile("bytes=(\\d+)-(\\d*)").matcher(range.get());
      if (!bounds.matches() || Long.parseLong(bounds.group(1)) >= content.length) {
        throw new Refusal(416, "InvalidRange");
      }
      int from = Integer.parseInt(bounds.group(1));
      int to =
          bounds.group(2).isEmpty()
              ? content.length
              : (int) Math.min(content.length, Long.parseLong(bounds.group(2)) + 1);
      content = Arrays.copyOfRange(content, from, to);
      status = 206;
    }
    FakeAnswer answer =
        FakeAnswer.of(status)
            .of(node)
            .with("x-ms-blob-type", node.type)
            .with("x-ms-resource-type", node.directory ? "directory" : "file")
            .with("x-ms-owner", node.owner)
            .with("x-ms-group", node.group)
            .with("x-ms-permissions", node.acl.permissions())
            .with("x-ms-acl", node.acl.toString());
    node.headers.forEach(answer::with);
    node.metadata.forEach((name, value) -> answer.with("x-ms-meta-" + name, value));
    if (node.directory) {
      answer.with("x-ms-meta-hdi_isfolder", "true");
    }
    String type = node.headers.getOrDefault("Content-Type", "application/octet-stream");
    return answer.body(type, content);
  }

  private FakeAnswer put(FakeRequest request, FakeTree tree) {
    Optional<FakeNode> there = tree.find(request.path());
    String type = request.header("x-ms-blob-type").orElse("");
    if (type.equals("PageBlob")) {
      throw new Refusal(409, "BlobOperationNotSupportedOnHierarchicalNamespaceAccount");
    }
    if (request.header("x-ms-requires-sync").isPresent()) {
      type = "BlockBlob";
    }
    if (type.isEmpty()) {
      throw new Refusal(400, "MissingRequiredHeader");
    }
    Optional<FakeNode> source = Optional.empty();
    byte[] content = request.body();
    if (request.header("x-ms-copy-source").isPresent()) {
      source = Optional.of(fake.copySource(request));
      content = source.get().content;
    }
    request.requireConditions(there, "BlobAlreadyExists");
    if (content.length > fake.maxPutBytes()) {
      throw new Refusal(413, "RequestBodyTooLarge");
    }
    String md5 = md5(content);
    if (request.header("content-md5").filter(sent -> !sent.equals(md5)).isPresent()) {
      throw new Refusal(400, "Md5Mismatch");
    }
    if (isFolder(request)) {
      FakeTree.requireName(request.path());
      return FakeAnswer.of(201).of(tree.directory(request.path()));
    }
    FakeNode file = tree.fileToWrite(request.path());
    tree.uncommitted.remove(request.path());
    tree.appended.remove(request.path());
    file.content = content.clone();
    file.type = type;
    properties(request, file, source);
    if (source.isEmpty()) {
      file.headers.put("Content-MD5", md5);
    }
    return FakeAnswer.of(201).of(file).with("x-ms-content-crc64", Crc64.of(content).service());
  }

  /** Headers and metadata of the request; those of a copy's source where the request names none. */
  private static void properties(FakeRequest request, FakeNode file, Optional<FakeNode> source) {
    source.ifPresent(s -> file.headers.putAll(s.headers));
    for (String header : HEADERS) {
      request
          .header("x-ms-blob-" + header)
          .ifPresent(value -> file.headers.put(canonical(header), value));
    }
    Map<String, String> metadata = metadata(request);
    file.metadata.putAll(
        metadata.isEmpty() ? source.map(s -> s.metadata).orElse(Map.of()) : metadata);
  }

  private static String canonical(String header) {
    StringBuilder name = new StringBuilder();
    for (String part : header.split("-")) {
      name.append(name.length() == 0 ? "" : "-")
          .append(Character.toUpperCase(part.charAt(0)))
          .append(part.substring(1));
    }
    return name.toString();
  }

  /**
   * The JDK's server gives header names in one case; a client that cares sends the original names
   * beside them.
   */
  private static Map<String, String> metadata(FakeRequest request) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : request.header(HierarchicalFake.METADATA_NAMES).orElse("").split(",")) {
      names.put(name.toLowerCase(Locale.ROOT), name);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (header, value) -> {
              if (header.startsWith("x-ms-meta-")) {
                String name = header.substring("x-ms-meta-".length());
                metadata.put(names.getOrDefault(name, name), value);
              }
            });
    return metadata;
  }

  private static boolean isFolder(FakeRequest request) {
    return metadata(request).entrySet().stream()
        .anyMatch(e -> e.getKey().equalsIgnoreCase("hdi_isfolder") && e.getValue().equals("true"));
  }

  private FakeAnswer putBlock(FakeRequest request, FakeTree tree) {
    FakeTree.requireName(request.path());
    Optional<FakeNode> there = tree.find(request.path());
    if (there.filter(n -> n.directory).isPresent()) {
      throw new Refusal(409, "PathConflict");
    }
    if (there.filter(n -> n.byDataLake).isPresent()) {
      // "PutBlock or PutBlockList can't overwrite what Data Lake Storage operations created."
      throw new Refusal(409, "BlobOperationNotSupported");
    }
    byte[] content = request.body();
    if (request.header("x-ms-copy-source").isPresent()) {
      byte[] whole = fake.copySource(request).content;
      Matcher range =
          Pattern.compile("bytes=(\\d+)-(\\d+)")
              .matcher(request.header("x-ms-source-range").orElse("bytes=0-" + whole.length));
      if (!range.matches() || Long.parseLong(range.group(1)) >= whole.length) {
        throw new Refusal(416, "InvalidRange");
      }
      content =
          Arrays.copyOfRange(
              whole,
              Integer.parseInt(range.group(1)),
              (int) Math.min(whole.length, Long.parseLong(range.group(2)) + 1));
    }
    String md5 = md5(content);
    if (request.header("content-md5").filter(sent -> !sent.equals(md5)).isPresent()) {
      throw new Refusal(400, "Md5Mismatch");
    }
    String id = request.q("blockid");
    Map<String, byte[]> blocks =
        tree.uncommitted.computeIfAbsent(request.path(), p -> new LinkedHashMap<>());
    if (blocks.keySet().stream().anyMatch(other -> other.length() != id.length())) {
      throw new Refusal(400, "InvalidBlobOrBlock");
    }
    blocks.put(id, content);
    return FakeAnswer.of(201).with("x-ms-content-crc64", Crc64.of(content).service());
  }

  private static FakeAnswer blockList(FakeRequest request, FakeTree tree) {
    Map<String, byte[]> blocks = tree.uncommitted.get(request.path());
    if (blocks == null && tree.find(request.path()).isEmpty()) {
      throw new Refusal(404, "BlobNotFound");
    }
    StringBuilder xml =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><CommittedBlocks/><UncommittedBlocks>");
    if (blocks != null) {
      blocks.forEach(
          (id, content) ->
              xml.append(
                  "<Block><Name>%s</Name><Size>%d</Size></Block>".formatted(id, content.length)));
    }
    return FakeAnswer.of(200).xml(xml.append("</UncommittedBlocks></BlockList>").toString());
  }

  private static FakeAnswer putBlockList(FakeRequest request, FakeTree tree) {
    Optional<FakeNode> there = tree.find(request.path());
    if (there.filter(n -> n.byDataLake).isPresent()) {
      throw new Refusal(409, "BlobOperationNotSupported");
    }
    request.requireConditions(there, "BlobAlreadyExists");
    Map<String, byte[]> blocks = tree.uncommitted.getOrDefault(request.path(), Map.of());
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Matcher listed =
        LISTED_BLOCK.matcher(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8));
    while (listed.find()) {
      byte[] block = blocks.get(listed.group(2));
      if (block == null) {
        throw new Refusal(400, "InvalidBlockList");
      }
      content.writeBytes(block);
    }
    FakeNode file = tree.fileToWrite(request.path());
    file.content = content.toByteArray();
    properties(request, file, Optional.empty());
    request
        .header("x-ms-blob-content-md5")
        .ifPresent(value -> file.headers.put("Content-MD5", value));
    tree.uncommitted.remove(request.path());
    return FakeAnswer.of(201).of(file);
  }

  private static FakeAnswer delete(FakeRequest request, FakeTree tree) {
    FakeNode there = tree.require(request.path(), "BlobNotFound");
    request.requireConditions(Optional.of(there), "BlobAlreadyExists");
    if (there.directory && !tree.isEmpty(request.path())) {
      throw new Refusal(409, "DirectoryIsNotEmpty");
    }
    tree.nodes.remove(request.path());
    tree.uncommitted.remove(request.path());
    return FakeAnswer.of(202);
  }

  private static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
