package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreFacts;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What an account and a container say of themselves, by three requests that change nothing: Get
 * Account Information, Get Blob Service Properties, Get Container Properties. An identity with
 * roles on a container only is refused some of them; what it cannot see is empty.
 */
final class BlobInspection {
  private static final HttpHeaderName SKU = HttpHeaderName.fromString("x-ms-sku-name");
  private static final HttpHeaderName POLICY =
      HttpHeaderName.fromString("x-ms-has-immutability-policy");
  private static final HttpHeaderName HOLD = HttpHeaderName.fromString("x-ms-has-legal-hold");

  private final BlobService service;
  private final AzurePlace place;
  private final AccountKind kind;

  BlobInspection(BlobService service, AzurePlace place, AccountKind kind) {
    this.service = service;
    this.place = place;
    this.kind = kind;
  }

  StoreFacts look() {
    Optional<HttpHeaders> account = ask(BlobRequest.onAccount());
    Optional<HttpHeaders> container = ask(BlobRequest.onContainer(HttpMethod.HEAD));
    return new StoreFacts(
        hierarchical(),
        softDeleteDays(),
        service.versioning(),
        container.flatMap(c -> flag(c, POLICY)),
        container.flatMap(c -> flag(c, HOLD)),
        Optional.empty(),
        account.map(a -> a.getValue(SKU)),
        elsewhere());
  }

  /** What an administrator with rights on the account itself asks. */
  private SortedMap<String, String> elsewhere() {
    String account = place.account();
    String service =
        "az storage account blob-service-properties show --account-name %s".formatted(account);
    return new TreeMap<>(
        Map.of(
            StoreFacts.HIERARCHICAL,
            "az storage account show --name %s --query isHnsEnabled".formatted(account),
            StoreFacts.SOFT_DELETE,
            service,
            StoreFacts.VERSIONING,
            service,
            "lifecycle rules",
            "az storage account management-policy show --account-name %s --resource-group ..."
                .formatted(account)));
  }

  private Optional<HttpHeaders> ask(BlobRequest request) {
    return answer(request).map(HttpResponse::getHeaders);
  }

  private Optional<HttpResponse> answer(BlobRequest request) {
    try {
      return Optional.of(
          service.send(request, BlobCall.onContainer("look at the set-up of the account", false)));
    } catch (StoreException notTold) {
      return Optional.empty();
    }
  }

  private Optional<Boolean> hierarchical() {
    try {
      return Optional.of(kind.isHierarchical());
    } catch (StoreException notTold) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> flag(HttpHeaders answer, HttpHeaderName name) {
    return Optional.ofNullable(answer.getValue(name)).map(Boolean::parseBoolean);
  }

  private Optional<Integer> softDeleteDays() {
    return answer(BlobRequest.onService())
        .flatMap(answer -> deleteRetention(answer.getBodyAsBinaryData().toBytes()));
  }

  /**
   * The days of {@code DeleteRetentionPolicy}, 0 where it is off; empty for what cannot be read.
   *
   * @see <a
   *     href="https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties">Get
   *     Blob Service Properties</a>
   */
  static Optional<Integer> deleteRetention(byte[] xml) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    boolean inside = false;
    boolean enabled = false;
    boolean seen = false;
    int days = 0;
    try {
      XMLStreamReader reader =
          factory.createXMLStreamReader(new ByteArrayInputStream(xml), "UTF-8");
      while (reader.hasNext()) {
        reader.next();
        if (reader.isEndElement() && reader.getLocalName().equals("DeleteRetentionPolicy")) {
          inside = false;
        } else if (reader.isStartElement()) {
          switch (reader.getLocalName()) {
            case "DeleteRetentionPolicy" -> inside = true;
            case "Enabled" -> {
              if (inside) {
                enabled = Boolean.parseBoolean(reader.getElementText().trim());
                seen = true;
              }
            }
            case "Days" -> {
              if (inside) {
                days = Integer.parseInt(reader.getElementText().trim());
              }
            }
            default -> {}
          }
        }
      }
    } catch (XMLStreamException | NumberFormatException e) {
      return Optional.empty();
    }
    return seen ? Optional.of(enabled ? days : 0) : Optional.empty();
  }
}
