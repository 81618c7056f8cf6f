package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * An independent client of one storage account: the REST API by Java's own HTTP client, signed with
 * an account SAS. It shares no line with what is tested, so that a name or a header which we spell
 * wrongly is not read back by the same mistake.
 */
public final class PlainBlobs {
  private static final String VERSION = "2019-12-12";
  private static final String CLIENT_ID = "plain-client";
  private static final Set<String> CARRIED_HEADERS =
      Set.of(
          "Content-Type",
          "Content-Encoding",
          "Content-Language",
          "Content-Disposition",
          "Cache-Control");

  /**
   * One blob as the service lists it.
   *
   * @param type {@code BlockBlob}, {@code AppendBlob} or {@code PageBlob}
   * @param sizeBytes its length
   * @param content SHA-256 of its bytes; empty if it cannot be read
   * @param headers its content headers, without the MD5
   * @param metadata its metadata, names in their own case, without Twinlake's own mark
   */
  public record Blob(
      String type,
      long sizeBytes,
      String content,
      SortedMap<String, String> headers,
      SortedMap<String, String> metadata) {}

  private final String account;
  private final String base;
  private final String sas;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The client of one of the accounts of {@code azurite}. */
  public PlainBlobs(Azurite azurite, String account) {
    this.account = account;
    this.base = "http://" + azurite.endpoint() + "/" + account;
    this.sas =
        accountSas(
            account,
            azurite.key(account),
            "rwdlacup",
            Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
  }

  /** A signature for all of an account, as its owner would make it. */
  public static String accountSas(String account, String key, String permissions, Instant until) {
    String text =
        String.join(
            "\n",
            account,
            permissions,
            "b",
            "sco",
            "",
            until.toString(),
            "",
            "https,http",
            VERSION,
            "");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      String signature = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
      return "sv=%s&ss=b&srt=sco&sp=%s&se=%s&spr=%s&sig=%s"
          .formatted(
              VERSION,
              permissions,
              encode(until.toString()),
              encode("https,http"),
              encode(signature));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public void createContainer(String container) {
    require(201, send("PUT", container, "", "restype=container", Map.of(), new byte[0]));
  }

  /** Writes a block blob, whatever is there. */
  public void put(String container, String blob, byte[] content, Map<String, String> headers) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put("x-ms-blob-type", "BlockBlob");
    require(201, send("PUT", container, blob, "", all, content));
  }

  public void put(String container, String blob, String content) {
    put(container, blob, content.getBytes(UTF_8), Map.of());
  }

  public void delete(String container, String blob) {
    require(202, send("DELETE", container, blob, "", Map.of(), new byte[0]));
  }

  /** Takes a lease without end, and returns its id. */
  public String lease(String container, String blob) {
    Map<String, String> headers =
        Map.of("x-ms-lease-action", "acquire", "x-ms-lease-duration", "-1");
    return require(201, send("PUT", container, blob, "comp=lease", headers, new byte[0]))
        .headers()
        .firstValue("x-ms-lease-id")
        .orElseThrow();
  }

  /** Moves a blob to another tier, {@code Archive} for one. */
  public void tier(String container, String blob, String tier) {
    HttpResponse<byte[]> response =
        send("PUT", container, blob, "comp=tier", Map.of("x-ms-access-tier", tier), new byte[0]);
    require(response.statusCode() == 202 ? 202 : 200, response);
  }

  /** Its bytes, as they are stored: nothing is decoded. */
  public byte[] read(String container, String blob) {
    return require(200, send("GET", container, blob, "", Map.of(), new byte[0])).body();
  }

  public String text(String container, String blob) {
    return new String(read(container, blob), UTF_8);
  }

  /** All blobs of a container by their raw names, in UTF-16 order; empty if there is none. */
  public SortedMap<String, Blob> list(String container) {
    SortedMap<String, Blob> blobs = new TreeMap<>();
    listed(container).forEach((name, blob) -> blobs.put(name, listed(container, name, blob)));
    return blobs;
  }

  /** The lengths of all blobs of a container, by a listing alone. */
  public SortedMap<String, Long> sizes(String container) {
    SortedMap<String, Long> sizes = new TreeMap<>();
    listed(container)
        .forEach(
            (name, blob) ->
                sizes.put(
                    name,
                    Long.parseLong(text((Element) child(blob, "Properties"), "Content-Length"))));
    return sizes;
  }

  private SortedMap<String, Element> listed(String container) {
    SortedMap<String, Element> blobs = new TreeMap<>();
    String marker = "";
    do {
      String query =
          "restype=container&comp=list&include=metadata"
              + (marker.isEmpty() ? "" : "&marker=" + encode(marker));
      HttpResponse<byte[]> page = send("GET", container, "", query, Map.of(), new byte[0]);
      if (page.statusCode() == 404) {
        return blobs;
      }
      Element root = parse(require(200, page).body());
      NodeList found = root.getElementsByTagName("Blob");
      for (int i = 0; i < found.getLength(); i++) {
        Element blob = (Element) found.item(i);
        String name = text(blob, "Name");
        if ("true".equals(((Element) child(blob, "Name")).getAttribute("Encoded"))) {
          name = URLDecoder.decode(name.replace("+", "%2B"), UTF_8);
        }
        blobs.put(name, blob);
      }
      marker = text(root, "NextMarker");
    } while (!marker.isEmpty());
    return blobs;
  }

  private Blob listed(String container, String name, Element blob) {
    Element properties = (Element) child(blob, "Properties");
    SortedMap<String, String> headers = new TreeMap<>();
    for (String header : CARRIED_HEADERS) {
      if (!text(properties, header).isEmpty()) {
        headers.put(header, text(properties, header));
      }
    }
    SortedMap<String, String> metadata = new TreeMap<>();
    Element user = (Element) child(blob, "Metadata");
    for (int i = 0; user != null && i < user.getChildNodes().getLength(); i++) {
      if (user.getChildNodes().item(i) instanceof Element each
          && !each.getTagName().equalsIgnoreCase("twinlake_src")) {
        metadata.put(each.getTagName(), each.getTextContent());
      }
    }
    HttpResponse<byte[]> content = send("GET", container, name, "", Map.of(), new byte[0]);
    return new Blob(
        text(properties, "BlobType"),
        Long.parseLong(text(properties, "Content-Length")),
        content.statusCode() == 200 ? sha256(content.body()) : "",
        headers,
        metadata);
  }

  /** In lower-case hexadecimal digits. */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Element parse(byte[] xml) {
    // A byte order mark is not XML.
    int start = xml.length > 2 && xml[0] == (byte) 0xEF ? 3 : 0;
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(xml, start, xml.length - start))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("Not a listing: " + new String(xml, UTF_8), e);
    }
  }

  private static org.w3c.dom.Node child(Element parent, String name) {
    for (int i = 0; i < parent.getChildNodes().getLength(); i++) {
      if (parent.getChildNodes().item(i) instanceof Element each
          && each.getTagName().equals(name)) {
        return each;
      }
    }
    return null;
  }

  private static String text(Element parent, String name) {
    org.w3c.dom.Node child = child(parent, name);
    return child == null ? "" : child.getTextContent();
  }

  /** Sends any request; for what has no method here. */
  public HttpResponse<byte[]> send(
      String method,
      String container,
      String blob,
      String query,
      Map<String, String> headers,
      byte[] body) {
    String path = blob.isEmpty() ? container : container + "/" + encode(blob);
    URI uri = URI.create(base + "/" + path + "?" + query + (query.isEmpty() ? "" : "&") + sas);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .header("x-ms-version", "2021-12-02")
            .header("x-ms-client-request-id", CLIENT_ID)
            .method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether a request came from a client of this class. */
  public static boolean sent(AzuriteRequest request) {
    return request.clientRequestId().equals(CLIENT_ID);
  }

  private HttpResponse<byte[]> require(int status, HttpResponse<byte[]> response) {
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          "%s %s/%s answers %d: %s"
              .formatted(
                  response.request().method(),
                  account,
                  response.request().uri().getPath(),
                  response.statusCode(),
                  new String(response.body(), UTF_8)));
    }
    return response;
  }

  /** Every byte but the unreserved ones, the slash too, so that nobody resolves dots. */
  private static String encode(String raw) {
    return URLEncoder.encode(raw, UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
