import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a model from Java by JNA: neighbours of a word and of a misspelt one, an analogy, two
 * sentences; four threads at once, and an error.
 *
 * <pre>
 * java -Dfile.encoding=UTF-8 -cp jna.jar -Djna.library.path=$(malvec config --prefix)/lib \
 *     Ask.java encoder.safetensors
 * </pre>
 */
public class Ask {
    /** What malvec.h declares, as far as it is used here. */
    interface Malvec extends Library {
        Malvec IT = Native.load("libmalvec.so.1", Malvec.class,
            Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        int DIM = 1;
        int THREE_COS_ADD = 0;

        int malvec_open(String path, Pointer options, PointerByReference model, Failure error);
        void malvec_release(Pointer model);
        int malvec_fact(Pointer model, int fact, LongByReference value, Failure error);
        int malvec_word(Pointer model, long id, Text word, LongByReference count, Failure error);
        int malvec_similar(Pointer model, Text[] plus, long plusCount, Text[] minus,
            long minusCount, SearchOptions options, long[] ids, float[] scores, Failure error);
        int malvec_analogy(Pointer model, Text.ByValue a, Text.ByValue b, Text.ByValue c,
            int method, SearchOptions options, long[] ids, float[] scores, Failure error);
        int malvec_encode(Pointer model, Text[] texts, long n, Pointer options, float[] out,
            LongByReference empty, Failure error);
    }

    @Structure.FieldOrder({"code", "text"})
    public static class Failure extends Structure {
        public int code;
        public byte[] text = new byte[252];
    }

    @Structure.FieldOrder({"data", "size"})
    public static class Text extends Structure {
        public static class ByValue extends Text implements Structure.ByValue {}

        public Pointer data;
        public long size;

        /** Writes a text into memory of C, which lives as long as this does. */
        void set(String characters) {
            byte[] bytes = characters.getBytes(StandardCharsets.UTF_8);
            com.sun.jna.Memory memory = new com.sun.jna.Memory(Math.max(bytes.length, 1));
            memory.write(0, bytes, 0, bytes.length);
            data = memory;
            size = bytes.length;
        }

        static Text[] array(String... texts) {
            Text[] made = (Text[]) new Text().toArray(texts.length);
            for (int i = 0; i < texts.length; i++) made[i].set(texts[i]);
            return made;
        }

        static ByValue value(String text) {
            ByValue made = new ByValue();
            made.set(text);
            return made;
        }

        @Override
        public String toString() {
            return new String(data.getByteArray(0, (int) size), StandardCharsets.UTF_8);
        }
    }

    @Structure.FieldOrder(
        {"size", "topn", "restrictRows", "allowed", "threads", "flags", "keepGoing", "state"})
    public static class SearchOptions extends Structure {
        public long size, topn, restrictRows;
        public Pointer allowed;
        public int threads, flags;
        public Pointer keepGoing, state;

        SearchOptions(int topn) {
            size = size();
            this.topn = topn;
        }
    }

    /** A code of malvec.h and its sentence. */
    static class MalvecException extends RuntimeException {
        final int code;

        MalvecException(int code, String text) {
            super(text);
            this.code = code;
        }
    }

    interface Call {
        int with(Failure error);
    }

    /** Calls a function with an error to fill. */
    static void check(Call call) {
        Failure error = new Failure();
        int code = call.with(error);
        if (code != 0) throw new MalvecException(code, Native.toString(error.text, "UTF-8"));
    }

    record Neighbour(String word, float score) {}

    /** An open file, which any number of threads may ask. */
    static class Model implements AutoCloseable {
        private final Pointer it;

        Model(String path) {
            PointerByReference model = new PointerByReference();
            check(e -> Malvec.IT.malvec_open(path, null, model, e));
            it = model.getValue();
        }

        @Override
        public void close() {
            Malvec.IT.malvec_release(it);
        }

        List<Neighbour> similar(String word, int topn) {
            long[] ids = new long[topn];
            float[] scores = new float[topn];
            check(e -> Malvec.IT.malvec_similar(
                it, Text.array(word), 1, null, 0, new SearchOptions(topn), ids, scores, e));
            return neighbours(ids, scores);
        }

        List<Neighbour> analogy(String a, String b, String c, int topn) {
            long[] ids = new long[topn];
            float[] scores = new float[topn];
            check(e -> Malvec.IT.malvec_analogy(it, Text.value(a), Text.value(b), Text.value(c),
                Malvec.THREE_COS_ADD, new SearchOptions(topn), ids, scores, e));
            return neighbours(ids, scores);
        }

        private List<Neighbour> neighbours(long[] ids, float[] scores) {
            List<Neighbour> found = new ArrayList<>();
            for (int i = 0; i < ids.length && ids[i] >= 0; i++) {
                long id = ids[i];
                Text word = new Text();
                check(e -> Malvec.IT.malvec_word(it, id, word, null, e));
                found.add(new Neighbour(word.toString(), scores[i]));
            }
            return found;
        }

        float[][] encode(String... texts) {
            LongByReference dim = new LongByReference();
            check(e -> Malvec.IT.malvec_fact(it, Malvec.DIM, dim, e));
            int size = (int) dim.getValue();
            float[] out = new float[texts.length * size];
            check(e -> Malvec.IT.malvec_encode(
                it, Text.array(texts), texts.length, null, out, null, e));
            float[][] rows = new float[texts.length][size];
            for (int i = 0; i < texts.length; i++)
                System.arraycopy(out, i * size, rows[i], 0, size);
            return rows;
        }
    }

    /** All answers as a text. Java writes the digits that name a float exactly. */
    static String answers(Model model) {
        StringBuilder told = new StringBuilder();
        for (String word : List.of("희망", "재밋엇다")) show(told, word, model.similar(word, 3));
        show(told, "한국영화:한국=일본영화:?", model.analogy("한국영화", "한국", "일본영화", 3));

        String[] texts = {"재미있는 영화", "지루한 영화"};
        float[][] vectors = model.encode(texts);
        for (int i = 0; i < texts.length; i++) {
            told.append(texts[i]);
            for (float value : vectors[i]) told.append('\t').append(value);
            told.append('\n');
        }
        return told.toString();
    }

    static void show(StringBuilder told, String question, List<Neighbour> found) {
        for (Neighbour each : found)
            told.append(question + "\t" + each.word() + "\t" + each.score() + "\n");
    }

    static String askTogether(Model model) throws Exception {
        String told = answers(model);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<String>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) others.add(threads.submit(() -> answers(model)));
        for (Future<String> other : others)
            if (!other.get().equals(told)) throw new AssertionError("threads differ");
        threads.shutdown();
        return told;
    }

    public static void main(String[] arguments) throws Exception {
        var out = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Model model = new Model(arguments[0])) {
            out.print(askTogether(model));
        }
        try {
            new Model("missing.safetensors").close();
        } catch (MalvecException error) {
            out.println("error " + error.code + "\t" + error.getMessage());
        }
    }
}
