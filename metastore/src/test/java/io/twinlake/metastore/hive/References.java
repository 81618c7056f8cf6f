package io.twinlake.metastore.hive;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;

/** What a compiled class uses of others: its constant pool. */
final class References {
  /**
   * One method or field.
   *
   * @param owner the class that it is called on
   * @param descriptor its types, as in a class file
   */
  record Reference(String owner, String name, String descriptor) implements Comparable<Reference> {
    boolean isMethod() {
      return descriptor.startsWith("(");
    }

    @Override
    public int compareTo(Reference other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return owner + "." + name + " " + descriptor;
    }
  }

  private References() {}

  static Set<Reference> of(InputStream classFile) throws IOException {
    DataInputStream in = new DataInputStream(classFile);
    in.readInt();
    in.readInt();
    int count = in.readUnsignedShort();
    Object[] pool = new Object[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> pool[i] = in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          i++;
        }
        case 7, 8, 16, 19, 20 -> pool[i] = new int[] {tag, in.readUnsignedShort()};
        case 9, 10, 11, 12, 17, 18 ->
            pool[i] = new int[] {tag, in.readUnsignedShort(), in.readUnsignedShort()};
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        default -> throw new IOException("A class file has no constant " + tag);
      }
    }
    Set<Reference> found = new TreeSet<>();
    for (Object entry : pool) {
      if (entry instanceof int[] ref && ref[0] >= 9 && ref[0] <= 11) {
        int[] nameAndType = (int[]) pool[ref[2]];
        found.add(
            new Reference(
                (String) pool[((int[]) pool[ref[1]])[1]],
                (String) pool[nameAndType[1]],
                (String) pool[nameAndType[2]]));
      }
    }
    return found;
  }
}
